/** The commands: each only parses, calls and reports. */
@NullMarked
package io.commitlake.cli;

import org.jspecify.annotations.NullMarked;
