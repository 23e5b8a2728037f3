using CsCheck;
using Unloop.Dockerfile.Syntax;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Syntax;

public class LosslessTests
{
    [Fact]
    public void Printing_gives_back_every_byte() =>
        Dockerfiles.Bytes.ForAll(bytes => Assert.Equal(bytes, DockerfileDocument.Parse(bytes).PrintBytes()), cases: 2_000);

    [Fact]
    public void Printing_gives_back_every_character() =>
        Dockerfiles.Any.ForAll(text => Assert.Equal(text, DockerfileDocument.Parse(text).Print()), cases: 2_000);

    [Fact]
    public void Instructions_cover_lines_in_order_without_overlap() =>
        Dockerfiles.Any.ForAll(
            text =>
            {
                var document = DockerfileDocument.Parse(text);
                var last = 0;
                foreach (var instruction in document.Instructions)
                {
                    Assert.True(instruction.FirstLine > last);
                    Assert.InRange(instruction.HeaderLastLine, instruction.FirstLine, instruction.LastLine);
                    last = instruction.LastLine;
                }

                Assert.True(last <= document.Source.LineCount);
            },
            cases: 2_000);

    [Fact]
    public void Every_character_of_the_arguments_is_found_where_it_stands() =>
        Dockerfiles.Any.ForAll(
            text =>
            {
                var document = DockerfileDocument.Parse(text);
                foreach (var instruction in document.Instructions)
                {
                    for (var i = 0; i < instruction.Arguments.Length; i++)
                    {
                        var at = instruction.Locate(i);
                        Assert.Equal(instruction.Arguments[i], document.Source.Line(at.Line)[at.Column - 1]);
                    }
                }
            },
            cases: 1_000);

    [Fact]
    public void Errors_name_lines_of_the_file() =>
        Dockerfiles.Bytes.ForAll(
            bytes =>
            {
                var document = DockerfileDocument.Parse(bytes);
                Assert.All(document.Errors.Concat(document.Warnings), e => Assert.InRange(e.Line, 1, Math.Max(1, document.Source.LineCount)));
                Assert.All(document.Errors.Concat(document.Warnings), e => Assert.DoesNotContain(e.Message, char.IsControl));
            },
            cases: 2_000);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_an_error_with_their_line()
    {
        byte[] bytes = [.. "FROM a\n# Gr"u8, 0xFC, .. "n\nRUN x\n"u8];
        var document = DockerfileDocument.Parse(bytes);
        var error = Assert.Single(document.Errors);
        Assert.Equal((2, 5), (error.Line, error.Column));
        Assert.Equal(bytes, document.PrintBytes());
    }

    [Theory]
    [InlineData("RUN a\n")]
    [InlineData("RUN a \\\n")]
    [InlineData("RUN <<EOF\n")]
    [InlineData("ENV A=$A$A\n")]
    [InlineData("COPY <<A <<B <<C /\n")]
    [InlineData("\\\n")]
    [InlineData("# x\n")]
    public void Work_grows_with_the_number_of_lines_and_no_faster(string line)
    {
        static long Allocated(string text)
        {
            DockerfileDocument.Parse(text);
            var before = GC.GetAllocatedBytesForCurrentThread();
            DockerfileDocument.Parse(text);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        string Lines(int count) => "FROM a\n" + string.Concat(Enumerable.Repeat(line, count));
        Assert.InRange((double)Allocated(Lines(40_000)) / Allocated(Lines(4_000)), 0, 20);
    }
}
