import type { Section } from './section.js';
import { analogSection } from './sections/analogSection.js';
import { assertionSection } from './sections/assertionSection.js';
import { attackSection } from './sections/attackSection.js';
import { auditSection } from './sections/auditSection.js';
import { classSection } from './sections/classSection.js';
import { comparisonSection } from './sections/comparisonSection.js';
import { corruptionSection } from './sections/corruptionSection.js';
import { decompositionSection } from './sections/decompositionSection.js';
import { distanceSection } from './sections/distanceSection.js';
import { environmentSection } from './sections/environmentSection.js';
import { failureSection } from './sections/failureSection.js';
import { gallerySection } from './sections/gallerySection.js';
import { gapSection } from './sections/gapSection.js';
import { methodSection } from './sections/methodSection.js';
import { metricSection } from './sections/metricSection.js';
import { modelDetailSection } from './sections/modelDetailSection.js';
import { modelSection } from './sections/modelSection.js';
import { pointSection } from './sections/pointSection.js';
import { resubmissionSection } from './sections/resubmissionSection.js';
import { strengthSection } from './sections/strengthSection.js';
import { titleSection } from './sections/titleSection.js';
import { verdictSection } from './sections/verdictSection.js';
import { worstSection } from './sections/worstSection.js';

/** Every section of a report, in the order in which all formats show them. */
export const sections: readonly Section[] = [
  titleSection,
  modelSection,
  attackSection,
  gapSection,
  strengthSection,
  worstSection,
  distanceSection,
  analogSection,
  corruptionSection,
  resubmissionSection,
  decompositionSection,
  metricSection,
  classSection,
  auditSection,
  failureSection,
  assertionSection,
  comparisonSection,
  gallerySection,
  modelDetailSection,
  pointSection,
  methodSection,
  environmentSection,
  verdictSection,
];
