import { palette } from '../summary/seriesStyle.js';

/** Colours by their names in chart configurations and the page's style sheet. */
export type Theme = Readonly<Record<string, string>>;

const series = (ground: 'light' | 'dark') =>
  Object.fromEntries(palette.map((shades, index) => [`series-${index}`, shades[ground]]));

/** One set of colours for each background, with the same names. */
export const themes = {
  light: {
    ground: '#ffffff',
    page: '#f7f7f5',
    raised: '#ffffff',
    line: '#dedfdb',
    text: '#16191d',
    quiet: '#565e68',
    grid: '#e6e7e4',
    mark: '#6b7280',
    accent: '#0b62a3',
    pass: '#14713d',
    fail: '#b3261e',
    warn: '#8a5a00',
    'pass-ground': '#e7f4ec',
    'fail-ground': '#fcebea',
    'warn-ground': '#fdf3df',
    ...series('light'),
  },
  dark: {
    ground: '#16191d',
    page: '#0f1114',
    raised: '#171a1f',
    line: '#2c3138',
    text: '#eceef1',
    quiet: '#a4acb7',
    grid: '#2a2f36',
    mark: '#8f98a4',
    accent: '#7cc0f5',
    pass: '#6fd699',
    fail: '#ff9c94',
    warn: '#f0c05a',
    'pass-ground': '#14291d',
    'fail-ground': '#33191a',
    'warn-ground': '#2f2512',
    ...series('dark'),
  },
} as const satisfies Record<'light' | 'dark', Theme>;
