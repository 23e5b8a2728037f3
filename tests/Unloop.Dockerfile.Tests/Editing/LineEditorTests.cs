using CsCheck;
using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Syntax;
using Unloop.Dockerfile.Tests.Syntax;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Editing;

public class LineEditorTests
{
    private static LineEditor Edit(string text) => new(new SourceText(text));

    [Fact]
    public void Lines_are_put_before_and_after() => Assert.Equal("0\na\nx\ny\nb\n", Edit("a\nb\n").InsertAfter(1, "x").InsertBefore(1, "0").InsertBefore(2, "y").Apply());

    [Fact]
    public void Lines_are_replaced_and_deleted() => Assert.Equal("a\nx\ny\nd\n", Edit("a\nb\nc\nd\ne\n").Replace(2, 3, "x", "y").Delete(5, 5).Apply());

    [Theory]
    [InlineData(2, 3, 1, "b\nc\na\nd\n")]
    [InlineData(2, 3, 5, "a\nd\nb\nc\n")]
    [InlineData(1, 1, 3, "b\na\nc\nd\n")]
    public void Lines_are_moved(int first, int last, int before, string expected) => Assert.Equal(expected, Edit("a\nb\nc\nd\n").Move(first, last, before).Apply());

    [Fact]
    public void New_lines_end_as_most_do() => Assert.Equal("a\r\nx\r\nb\r\nc\n", Edit("a\r\nb\r\nc\n").InsertAfter(1, "x").Apply());

    [Fact]
    public void A_file_without_a_newline_at_its_end_keeps_that() => Assert.Equal("a\nb\nx", Edit("a\nb").InsertAfter(2, "x").Apply());

    [Fact]
    public void A_byte_order_mark_stays_first() => Assert.Equal("\uFEFFx\na\n", Edit("\uFEFFa\n").InsertBefore(1, "x").Apply());

    [Fact]
    public void An_empty_file_takes_lines() => Assert.Equal("x\n", Edit("").InsertBefore(1, "x").Apply());

    [Fact]
    public void Without_edits_the_text_stays_as_it_is() => Dockerfiles.Any.ForAll(text => Assert.Equal(text, Edit(text).Apply()), cases: 1_000);

    [Fact]
    public void What_is_edited_is_what_is_read_afterwards() =>
        Gen.Select(Dockerfiles.Any, Gen.Int[0, 30]).ForAll(
            (text, index) =>
            {
                var document = DockerfileDocument.Parse(text);
                if (document.Instructions.Count == 0 || document.Escape != '\\')
                {
                    return;
                }

                var target = document.Instructions[index % document.Instructions.Count];
                var edited = Edit(text).InsertBefore(target.FirstLine, "WORKDIR /inserted \\", "  here").Apply();
                var keywords = DockerfileDocument.Parse(edited).Instructions.Select(i => i.Arguments).ToList();
                var expected = document.Instructions.Select(i => i.Arguments).ToList();
                expected.Insert(index % document.Instructions.Count, "/inserted   here");
                Assert.Equal(expected, keywords);
                Assert.Equal(edited, DiffApplier.Apply(text, UnifiedDiff.Write("Dockerfile", text, edited)));
            },
            cases: 1_500);

    [Fact]
    public void An_instruction_that_is_deleted_is_gone() =>
        Gen.Select(Dockerfiles.Any, Gen.Int[0, 30]).ForAll(
            (rest, index) =>
            {
                var text = "FROM first\n" + rest;
                var document = DockerfileDocument.Parse(text);
                if (document.Instructions.Count < 2)
                {
                    return;
                }

                var position = 1 + (index % (document.Instructions.Count - 1));
                var target = document.Instructions[position];
                var left = DockerfileDocument.Parse(Edit(text).Delete(target.FirstLine, target.LastLine).Apply()).Instructions;
                Assert.Equal(document.Instructions.Where((_, i) => i != position).Select(i => i.Arguments), left.Select(i => i.Arguments));
            },
            cases: 1_500);
}
