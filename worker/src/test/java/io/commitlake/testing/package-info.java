/** What the tests of several packages share. */
@NullMarked
package io.commitlake.testing;

import org.jspecify.annotations.NullMarked;
