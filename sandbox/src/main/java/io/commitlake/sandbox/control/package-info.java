/** What tests order and read: faults, and how often the sandbox was asked. */
@NullMarked
package io.commitlake.sandbox.control;

import org.jspecify.annotations.NullMarked;
