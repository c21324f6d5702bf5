@NullMarked
package io.commitlake.job.discovery;

import org.jspecify.annotations.NullMarked;
