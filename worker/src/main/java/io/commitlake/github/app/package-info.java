/** GitHub Apps: an App signs a web token and gets, for each of its installations, tokens that are valid for an hour. */
@NullMarked
package io.commitlake.github.app;

import org.jspecify.annotations.NullMarked;
