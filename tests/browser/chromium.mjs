// Unpacks the Chromium that npm brought, and prints where it is.
import chromium from "@sparticuz/chromium";
console.log(await chromium.executablePath());
