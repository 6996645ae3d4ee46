"""compression.zstd: frames, modes, dictionaries, parameters, errors."""
import io
from compression import zstd
import _zstd


def show(f, *args, **keywords):
    try:
        result = f(*args, **keywords)
        print(len(result) if isinstance(result, bytes) and len(result) > 60 else result)
    except Exception as e:
        print(type(e).__module__, type(e).__name__, e)


data = b"hello world " * 1000
frame = zstd.compress(data)
print(len(frame) < 100, zstd.decompress(frame) == data, zstd.decompress(frame + zstd.compress(b"more")) == data + b"more")
show(zstd.get_frame_info, frame)
show(zstd.get_frame_info, b"abc")
print(_zstd.get_frame_size(frame + b"xx") == len(frame))
show(_zstd.get_frame_size, b"abc")
show(_zstd.get_frame_size, frame[:-1])
d = zstd.ZstdDecompressor()
show(d.decompress, frame, 5)
print(d.eof, d.needs_input, d.unused_data)
show(d.decompress, b"", 7)
show(d.decompress, b"")
print(d.eof, d.needs_input, d.unused_data)
show(d.decompress, b"")
d = zstd.ZstdDecompressor()
show(d.decompress, frame + b"tail")
print(d.unused_data)
show(zstd.ZstdDecompressor().decompress, b"nonsense data")
show(zstd.decompress, frame[:-3])
show(zstd.decompress, b"")
pieces = zstd.ZstdDecompressor()
print(b"".join(pieces.decompress(bytes([byte])) for byte in frame) == data, pieces.eof)
k = zstd.ZstdCompressor()
print(k.last_mode, k.CONTINUE, k.FLUSH_BLOCK, k.FLUSH_FRAME)
show(k.compress, b"abc")
print(k.last_mode)
print(zstd.decompress(k.flush()), k.last_mode)
show(k.compress, b"x", 5)
show(k.flush, 0)
first = k.compress(b"first ", k.FLUSH_BLOCK)
show(k.set_pledged_input_size, 5)
print(zstd.decompress(first + k.compress(b"second", k.FLUSH_FRAME)))
show(k.set_pledged_input_size, 5)
show(k.compress, b"abc", k.FLUSH_FRAME)
show(k.set_pledged_input_size, None)
show(k.set_pledged_input_size, -1)
show(k.set_pledged_input_size, 1.5)
C, D = zstd.CompressionParameter, zstd.DecompressionParameter
for keywords in (dict(level=99), dict(level=-200000), dict(level="a"), dict(level=1, options={}), dict(options={1: 2}), dict(options={C.window_log: 99}),
                 dict(options={"a": 1}), dict(options=5), dict(zstd_dict=5), dict(options={C.window_log: "a"}), dict(options={D.window_log_max: 20})):
    show(zstd.ZstdCompressor, **keywords)
for keywords in (dict(options={D.window_log_max: 99}), dict(options={C.window_log: 20}), dict(options=5), dict(zstd_dict=5), dict(options={7: 1})):
    show(zstd.ZstdDecompressor, **keywords)
checked = zstd.compress(data, options={C.compression_level: 3, C.checksum_flag: 1})
print(zstd.decompress(checked) == data, len(checked) - len(frame))
show(zstd.decompress, checked[:-1] + bytes([checked[-1] ^ 1]))
samples = [b"sample %d of the data set number %d" % (i, i * i) for i in range(500)]
trained = zstd.train_dict(samples, 2000)
print(len(trained) <= 2000, trained.dict_id > 0, zstd.ZstdDict(trained.dict_content).dict_id == trained.dict_id)
with_dict = zstd.compress(samples[3], zstd_dict=trained)
print(zstd.decompress(with_dict, zstd_dict=trained), zstd.get_frame_info(with_dict).dictionary_id == trained.dict_id)
show(zstd.decompress, with_dict)
for way in (trained.as_digested_dict, trained.as_undigested_dict, trained.as_prefix):
    print(way[0] is trained, way[1], zstd.decompress(zstd.compress(b"sample 5 of the", zstd_dict=way), zstd_dict=way))
show(zstd.ZstdDict, b"")
show(zstd.ZstdDict, b"abcdefgh")
show(zstd.ZstdDict, b"abcdefgh", is_raw=True)
show(zstd.train_dict, [], 100)
show(zstd.train_dict, samples, 0)
print(len(zstd.finalize_dict(trained, samples, 4000, 5)) > 0)
print(C.window_log.bounds(), D.window_log_max.bounds(), C.strategy.bounds(), zstd.COMPRESSION_LEVEL_DEFAULT)
buffer = io.BytesIO()
with zstd.open(buffer, "wt", encoding="utf-8") as f:
    f.write("line one\nline two\n")
buffer.seek(0)
with zstd.open(buffer, "rt", encoding="utf-8") as f:
    print(f.readlines())
with zstd.ZstdFile(io.BytesIO(frame + frame)) as f:
    print(f.read(5), f.seek(11998), f.read(6), len(f.read()))
