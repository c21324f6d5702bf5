package io.commitlake.dataset.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Parquet's compression without Hadoop's codecs. Writes zstd; reads zstd, snappy, gzip, LZ4_RAW and uncompressed pages,
 * as common writers make them.
 */
final class Codecs implements CompressionCodecFactory {
    /** One thread compresses each page at this level, so that equal pages have equal bytes. */
    private static final int ZSTD_LEVEL = 3;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        if (codec != CompressionCodecName.ZSTD) {
            throw new UnsupportedOperationException("this program writes zstd, not " + codec);
        }
        return new ZstdCompressor();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case ZSTD -> new Decompressor(ZstdContexts::decompress);
            case SNAPPY -> new Decompressor((page, size) -> Snappy.uncompress(page));
            case GZIP ->
                new Decompressor((page, size) -> {
                    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(page))) {
                        return in.readNBytes(size);
                    }
                });
            case LZ4_RAW ->
                new Decompressor((page, size) -> {
                    byte[] raw = new byte[size];
                    new Lz4Decompressor().decompress(page, 0, page.length, raw, 0, size);
                    return raw;
                });
            case UNCOMPRESSED -> new Decompressor((page, size) -> page);
            default ->
                throw new UnsupportedOperationException("the file's compression " + codec
                        + " isn't supported: use zstd, snappy, gzip, LZ4_RAW or none");
        };
    }

    @Override
    public void release() {
        // The only resource is the context of a compressor, which the compressor's owner releases.
    }

    /** The page's bytes, not copied if the page is a whole array already. */
    private static byte[] bytes(BytesInput page) throws IOException {
        ByteBuffer buffer = page.toByteBuffer(HeapByteBufferAllocator.getInstance(), garbage -> {});
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static final class ZstdCompressor implements BytesInputCompressor {
        private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(ZSTD_LEVEL);

        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            return BytesInput.from(context.compress(bytes(page)));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {
            context.close();
        }
    }

    /**
     * Contexts of native memory that wait for the next page of any file: most pages are small, and making a context took
     * six times as long as decompressing one of them. There are as many as pages were ever decompressed at once.
     */
    private static final class ZstdContexts {
        private static final Queue<ZstdDecompressCtx> IDLE = new ConcurrentLinkedQueue<>();

        private ZstdContexts() {}

        static byte[] decompress(byte[] page, int size) {
            ZstdDecompressCtx idle = IDLE.poll();
            ZstdDecompressCtx context = idle == null ? new ZstdDecompressCtx() : idle;
            try {
                return context.decompress(page, size);
            } finally {
                IDLE.add(context);
            }
        }
    }

    @FunctionalInterface
    private interface Page {
        byte[] decompress(byte[] page, int size) throws IOException;
    }

    private record Decompressor(Page page) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            byte[] raw = page.decompress(bytes(bytes), size);
            if (raw.length != size) {
                throw new IOException("a page should have " + size + " bytes but has " + raw.length);
            }
            return BytesInput.from(raw);
        }

        @Override
        public void decompress(ByteBuffer in, int compressedSize, ByteBuffer out, int size) throws IOException {
            byte[] bytes = new byte[compressedSize];
            in.get(bytes);
            out.put(bytes(decompress(BytesInput.from(bytes), size)));
        }

        @Override
        public void release() {
            // There is nothing to release.
        }
    }
}
