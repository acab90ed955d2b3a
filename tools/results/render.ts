import { writeFileSync } from "node:fs";
import { readRecords, resultsPage } from "./records.js";
import { renderResults } from "./render-results.js";

/*
 * Writes RESULTS.md from the records:
 *
 *     npm run results
 */
const records = readRecords();
writeFileSync(resultsPage, renderResults(records));
console.log(`RESULTS.md: ${records.length} results`);
