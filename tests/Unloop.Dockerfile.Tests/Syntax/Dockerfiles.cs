using CsCheck;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Tests.Syntax;

/// <summary>Makes Dockerfiles, sound and broken, for properties.</summary>
internal static class Dockerfiles
{
    private static readonly string[] Pieces =
    [
        "FROM alpine", "from --platform=$BUILDPLATFORM node:20 AS build", "FROM", "RUN echo hi", "RUN <<EOF", "EOF", "run a \\", "    b", "COPY <<-'X' <<Y /d/", "X", "Y",
        "COPY --from=build --chown=1:2 a b", "CMD [\"node\", \"x.js\"]", "CMD ['node']", "CMD [1]", "ENV A=1 B=\"x y\" C='$A'", "ENV old way of it", "ARG V", "ARG V=${W:-\"a}\"}",
        "# comment", "#syntax=docker/dockerfile:1", "# escape=`", "# escape=x", "", "   ", "\t# indented", "HEALTHCHECK --interval=1s CMD true", "ONBUILD RUN <<E", "E",
        "ONBUILD ONBUILD RUN x", "WORKDIR ${a#b*}/${c//d/e}", "COPPY a b", "\\", "`", "LABEL \"x\"=\"y", "EXPOSE 80", "USER", "VOLUME [\"/a\"]", "SHELL sh", "RUN --mount=type=cache,target=/x y",
        "${", "$", "\"", "'", "[", "<<", "\uFEFF", "\0", "é☃𝄞", "COPY a b c/", "--flag", "RUN [\"a\"] <<EOF", "COPY a <<EOF",
    ];

    private static readonly Gen<string> Ending = Gen.OneOf<string>("\n", "\n", "\n", "\r\n", " \n", "\r\r\n", "", "\\\n", "\\  \r\n", "`\n");

    public static Gen<string> Any { get; } =
        Gen.Select(Gen.OneOf<string>(Gen.OneOf<string>(Pieces), Gen.String[0, 12]), Ending, (piece, end) => piece + end).List[0, 30].Select(string.Concat);

    public static Gen<byte[]> Bytes { get; } = Gen.OneOf<byte[]>(
        Gen.Byte.Array[0, 60],
        Any.Select(SourceText.Encode),
        Gen.Select(Any.Select(SourceText.Encode), Gen.Byte.Array[0, 4], Gen.Int[0, 400], (text, junk, at) => (byte[])[.. text.Take(at), .. junk, .. text.Skip(at)]));
}
