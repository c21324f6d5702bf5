/** Tests of the manual page and of the completion for fish. */
@NullMarked
package io.commitlake.cli.manual;

import org.jspecify.annotations.NullMarked;
