// Quoting on the page of a conversation.

import { arrive } from "./arrival.js";
import { QuoteTools } from "./quote_tools.js";

arrive(document);
new QuoteTools(document).start();
