/** Texts about the command line for other programs: a manual page, and completion for fish. */
@NullMarked
package io.commitlake.cli.manual;

import org.jspecify.annotations.NullMarked;
