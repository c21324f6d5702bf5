/** What tests of several rooms share. */
@NullMarked
package io.commitlake.testing;

import org.jspecify.annotations.NullMarked;
