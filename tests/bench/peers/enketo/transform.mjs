/** An XForm becomes what Enketo's engine takes; done once beforehand, as its server does. */
import { transform } from "enketo-transformer/web";

window.transformed = (xform) => transform({ xform });
