// Small scripts of all pages: each looks for what it helps and leaves the page alone where there is nothing.
import "./frame.js";
import "./review.js";
import "./base.js";
import "./admin.js";
