/** The steps of a run: each reads as the list of what it does. */
@NullMarked
package io.commitlake.job;

import org.jspecify.annotations.NullMarked;
