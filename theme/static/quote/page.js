// Entry point of the script on conversation pages.

import { arrive } from "./arrival.js";
import { CopyLink } from "./copy_link.js";
import { followLegend } from "./legend.js";
import { followReading } from "./outline.js";
import { QuoteTools } from "./quote_tools.js";

arrive(document);
new QuoteTools(document).start();
new CopyLink(document).start();
followLegend(document);
followReading(document);
