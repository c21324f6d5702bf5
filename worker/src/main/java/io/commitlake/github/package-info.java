/** GitHub, as far as planning and tracking ask it: typed answers, and errors with verb, address and body. */
@NullMarked
package io.commitlake.github;

import org.jspecify.annotations.NullMarked;
