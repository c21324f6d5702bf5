@org.jspecify.annotations.NullMarked
package io.commitlake.job.catalog;
