/** Tests of the words of the field. */
package io.commitlake.model;
