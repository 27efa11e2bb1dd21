#!/usr/bin/env python3
"""Does to a module what objtool's "klp post-link" does, or half of it, for tests.

post_link.py FILE OBJECT[=VARIANT]...: `.rela.text` becomes `.klp.rela.OBJECT..text`, and the
`.klp.sym.` symbols SHN_LIVEPATCH. VARIANT `flagless` leaves SHF_RELA_LIVEPATCH away, `unmarked`
one symbol as it was.
post_link.py FILE damage SECTION OFFSET...: the relocations of these fields lead nowhere.
"""
import struct
import sys

SHN_LIVEPATCH, SHF_ALLOC, SHF_RELA_LIVEPATCH = 0xFF20, 2, 0x100000
HEADER, SYMBOL, RELA = "<IIQQQQIIQQ", "<IBBHQQ", "<QQq"


def main(path, action, *rest):
    data = bytearray(open(path, "rb").read())
    start, = struct.unpack_from("<Q", data, 0x28)
    count, names = struct.unpack_from("<HH", data, 0x3C)
    headers = [list(struct.unpack_from(HEADER, data, start + 64 * at)) for at in range(count)]

    def text(table, at):
        begin = headers[table][4] + at
        return data[begin:data.index(0, begin)].decode()

    by_name = {text(names, header[0]): header for header in headers}
    if action == "damage":
        header = by_name[".rela" + rest[0]]
        for at in range(header[4], header[4] + header[5], 24):
            field, info, addend = struct.unpack_from(RELA, data, at)
            if field in [int(offset, 0) for offset in rest[1:]]:
                struct.pack_into(RELA, data, at, field, info | 0xFFFFFF << 32, addend)
        open(path, "wb").write(data)
        return
    owner, _, variant = action.partition("=")
    symtab = by_name[".symtab"]
    left = variant == "unmarked"
    for at in range(symtab[4], symtab[4] + symtab[5], 24):
        symbol = list(struct.unpack_from(SYMBOL, data, at))
        if text(symtab[6], symbol[0]).startswith(".klp.sym."):
            symbol[3] = 0 if left else SHN_LIVEPATCH
            left = False
            struct.pack_into(SYMBOL, data, at, *symbol)
    rela, strings = by_name[".rela.text"], headers[names]
    table = data[strings[4]:strings[4] + strings[5]]
    rela[0] = len(table)
    rela[2] |= SHF_ALLOC | (0 if variant == "flagless" else SHF_RELA_LIVEPATCH)
    table += f".klp.rela.{owner}..text\0".encode()
    strings[4], strings[5] = len(data), len(table)
    data += table
    data += bytes(-len(data) % 8)
    struct.pack_into("<Q", data, 0x28, len(data))
    for header in headers:
        data += struct.pack(HEADER, *header)
    open(path, "wb").write(data)


main(*sys.argv[1:])
