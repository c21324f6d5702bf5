/** What the parts of the worker measure of their requests and waits. */
@NullMarked
package io.commitlake.model.meter;

import org.jspecify.annotations.NullMarked;
