// Entry point of the script on conversation pages.

import { CopyLink } from "./copy_link.js";
import { followLegend } from "./legend.js";
import { followReading } from "./outline.js";
import { loadQuotes } from "./quote_loader.js";

loadQuotes(document, new URL("quote.js", document.currentScript.src));
new CopyLink(document).start();
followLegend(document);
followReading(document);
