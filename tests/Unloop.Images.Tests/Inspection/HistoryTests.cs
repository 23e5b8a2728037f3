using Unloop.Images.Content;
using Unloop.Images.Inspection;

namespace Unloop.Images.Tests.Inspection;

public class HistoryTests
{
    private static LayerDescriptor[] Layers(int count) => [.. Enumerable.Range(0, count).Select(i => new LayerDescriptor($"sha256:{i}", 10, "", new Dictionary<string, string>()))];

    private static string Mapped(int layers, params (string CreatedBy, bool IsEmpty)[] history)
    {
        var (mapped, steps) = HistoryMap.Of(Layers(layers), [.. history.Select(h => new HistoryEntry(h.CreatedBy, h.IsEmpty, null))]);
        return string.Join(' ', mapped.Select(l => $"{l.FirstStep}-{l.LastStep}")) + " | " + string.Join(' ', steps.Select(s => s.Layer?.ToString() ?? "."));
    }

    [Theory]
    [InlineData("/bin/sh -c #(nop)  CMD [\"node\"]", "CMD [\"node\"]")]
    [InlineData("/bin/sh -c #(nop) COPY file:8f2a in /app ", "COPY file:8f2a in /app")]
    [InlineData("COPY package.json ./ # buildkit", "COPY package.json ./")]
    [InlineData("RUN /bin/sh -c npm install # buildkit", "RUN npm install")]
    [InlineData("/bin/sh -c apt-get update && apt-get install -y curl", "RUN apt-get update && apt-get install -y curl")]
    [InlineData("RUN |2 A=1 B=two words /bin/sh -c make all # buildkit", "RUN make all")]
    [InlineData("|1 A=1 /bin/sh -c make all", "RUN make all")]
    [InlineData("RUN /bin/bash -o pipefail -c curl x | sh # buildkit", "RUN curl x | sh")]
    [InlineData("RUN |0 /bin/bash -o pipefail -c make # buildkit", "RUN make")]
    [InlineData("WORKDIR /app", "WORKDIR /app")]
    [InlineData("ENTRYPOINT [\"sh\" \"-c\" \"x\"]", "ENTRYPOINT [\"sh\" \"-c\" \"x\"]")]
    [InlineData("bazel build ...", "bazel build ...")]
    [InlineData("RUN [\"npm\", \"ci\"]", "RUN [\"npm\", \"ci\"]")]
    [InlineData("", "")]
    public void Instructions_come_without_what_builders_put_around_them(string createdBy, string instruction) => Assert.Equal(instruction, CreatedBy.Clean(createdBy));

    [Fact]
    public void Steps_with_a_layer_map_one_to_one() =>
        Assert.Equal("0-0 2-2 4-4 | 0 . 1 . 2", Mapped(3, ("ADD rootfs /", false), ("ENV A=1", true), ("WORKDIR /app", false), ("CMD x", true), ("RUN npm install", false)));

    [Fact]
    public void What_buildah_marks_as_empty_is_in_the_next_layer() =>
        Assert.Equal("0-0 2-5 | 0 . 1 1 . 1", Mapped(2, ("/bin/sh -c #(nop) ADD file:1 in /", false), ("/bin/sh -c #(nop) WORKDIR /app", true), ("/bin/sh -c #(nop) COPY file:2 in .", true),
            ("/bin/sh -c npm install", true), ("/bin/sh -c #(nop) CMD x", true), ("/bin/sh -c #(nop) EXPOSE 80", false)));

    [Fact]
    public void A_squashed_image_has_one_layer_for_all() =>
        Assert.Equal("0-3 | 0 . 0 .", Mapped(1, ("ADD rootfs /", false), ("ENV A=1", true), ("COPY . .", false), ("CMD x", true)));

    [Fact]
    public void Where_the_numbers_do_not_fit_nothing_is_said()
    {
        Assert.Equal("-1--1 -1--1 | .", Mapped(2, ("COPY . .", false)));
        Assert.Equal("-1--1 | ", Mapped(1));
    }

    [Fact]
    public void Secrets_in_steps_are_not_repeated()
    {
        var (_, steps) = HistoryMap.Of(Layers(1), [new HistoryEntry("RUN /bin/sh -c npm config set --password=hunter2hunter2", false, null)]);
        Assert.DoesNotContain("hunter2", steps[0].CreatedBy, StringComparison.Ordinal);
    }
}
