/**
 * Requests to GitHub and what their answers mean: one client, one place that judges an answer, one place that asks
 * again.
 */
@NullMarked
package io.commitlake.github.http;

import org.jspecify.annotations.NullMarked;
