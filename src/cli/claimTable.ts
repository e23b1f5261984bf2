import type { PaperClaim } from '../paper/paperClaims.js';
import { tablePackage } from '../reports/console/tablePackage.js';
import { fitsTerminal } from './terminal.js';

/** The claims as a table for stdout; on a terminal that is narrower than it, a paragraph with labelled lines for each claim. */
export function claimTable(claims: readonly PaperClaim[]): string {
  const rows = claims.map(({ claim, paper, here, verdict, why }) => [
    claim,
    paper,
    why === undefined ? here : `${here}; ${why}`,
    verdict,
  ]);
  const columns = {
    0: { width: 42, wrapWord: true },
    1: { width: 16, wrapWord: true },
    2: { width: 48, wrapWord: true },
  };
  const table = tablePackage().table([['claim', 'paper', 'here', 'verdict'], ...rows], { columns });
  return fitsTerminal(table) ? table : rows.map(paragraph).join('');
}

function paragraph([claim, paper, here, verdict]: readonly string[]): string {
  return `${claim}\n  paper:   ${paper}\n  here:    ${here}\n  verdict: ${verdict}\n`;
}
