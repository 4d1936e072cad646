// Entry point of the quoting script on conversation pages.

import { arrive } from "./arrival.js";
import { QuoteTools } from "./quote_tools.js";

arrive(document);
new QuoteTools(document).start();
