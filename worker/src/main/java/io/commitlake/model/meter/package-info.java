/** Measurements of requests and waits. */
@NullMarked
package io.commitlake.model.meter;

import org.jspecify.annotations.NullMarked;
