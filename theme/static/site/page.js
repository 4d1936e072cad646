// Entry point of the script of every page.

import { listenToKeys } from "./keys.js";
import { SearchDialog } from "./search_dialog.js";

const search = new SearchDialog(document);
listenToKeys(document, { "/": () => search.open() });
