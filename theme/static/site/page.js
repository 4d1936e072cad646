// Entry point of the script of every page.

import { listenToKeys } from "./keys.js";
import { openKeyList } from "./key_list.js";
import { goToMessage } from "./messages.js";
import { SearchDialog } from "./search_dialog.js";

const search = new SearchDialog();
listenToKeys({
  "/": () => search.open(),
  "?": openKeyList,
  j: () => goToMessage(1),
  k: () => goToMessage(-1),
});
