// What a message can hold, as queries name it (has:art); the bit of each is 1 << index.

export const KINDS = ["art", "code", "image", "command", "event"];
