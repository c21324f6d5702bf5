@NullMarked
package io.commitlake.cli;

import org.jspecify.annotations.NullMarked;
