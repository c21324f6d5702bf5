/** What tests control and observe: injected faults, and counts of requests. */
@NullMarked
package io.commitlake.sandbox.control;

import org.jspecify.annotations.NullMarked;
