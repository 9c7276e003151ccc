/** The entry of the `<script>` builds: defines all elements. */
import './define.js';

// The companion elements are rare and small, and the form's first paint comes first.
setTimeout(() => import('./define-companions.js'));
