@NullMarked
package io.commitlake.job;

import org.jspecify.annotations.NullMarked;
