/** GitHub Apps: an installation proves who it is by a signed web token, and is given tokens that live an hour. */
@NullMarked
package io.commitlake.github.app;

import org.jspecify.annotations.NullMarked;
