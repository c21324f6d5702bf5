@NullMarked
package io.commitlake.job.forget;

import org.jspecify.annotations.NullMarked;
