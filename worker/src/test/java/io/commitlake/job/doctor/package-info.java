/** Tests of the checks of {@code doctor}. */
@NullMarked
package io.commitlake.job.doctor;

import org.jspecify.annotations.NullMarked;
