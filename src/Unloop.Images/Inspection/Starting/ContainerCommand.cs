using Unloop.Core.Facts.Images;

namespace Unloop.Images.Inspection.Starting;

/// <summary>What the runtime is asked to run.</summary>
/// <param name="Argv">After <c>$(VAR)</c>.</param>
/// <param name="Origin">For each word, where it comes from.</param>
internal sealed record ContainerCommand(IReadOnlyList<string> Argv, IReadOnlyList<string> Origin)
{
    /// <summary>
    /// The pod's command goes before the image's Entrypoint and takes its Cmd away with it; args alone go before Cmd (containerd, CRI <c>WithProcessArgs</c>).
    /// An empty list counts as none.
    /// </summary>
    public static ContainerCommand Of(ImageConfig config, EntrypointQuestion question)
    {
        var (argv, origin) = (new List<string>(), new List<string>());
        var command = question.Command ?? [];
        var args = question.Args ?? [];
        Add(command.Select(w => Expand(w, question.Variables)), "pod command");
        if (command.Count == 0)
        {
            Add(config.Entrypoint ?? [], "image Entrypoint");
        }

        Add(args.Select(w => Expand(w, question.Variables)), "pod args");
        if (command.Count == 0 && args.Count == 0)
        {
            Add(config.Cmd ?? [], "image Cmd");
        }

        return new ContainerCommand(argv, origin);

        void Add(IEnumerable<string> words, string from)
        {
            foreach (var word in words)
            {
                argv.Add(word);
                origin.Add(from);
            }
        }
    }

    /// <summary>
    /// As the kubelet does: <c>$(NAME)</c> becomes the value, <c>$$</c> a plain dollar, and what has no value stays as it is written
    /// (k8s.io/kubernetes/third_party/forked/golang/expansion).
    /// </summary>
    public static string Expand(string word, IReadOnlyDictionary<string, string> variables)
    {
        var expanded = new System.Text.StringBuilder(word.Length);
        for (var at = 0; at < word.Length; at++)
        {
            if (word[at] != '$' || at + 1 == word.Length)
            {
                _ = expanded.Append(word[at]);
            }
            else if (word[at + 1] == '$')
            {
                _ = expanded.Append('$');
                at++;
            }
            else if (word[at + 1] == '(' && word.IndexOf(')', at) is var close and > 0)
            {
                var name = word[(at + 2)..close];
                _ = expanded.Append(variables.TryGetValue(name, out var value) ? value : word[at..(close + 1)]);
                at = close;
            }
            else
            {
                _ = expanded.Append('$');
            }
        }

        return expanded.ToString();
    }
}
