using System.Text;

namespace Unloop.Core.Signatures;

/// <summary>
/// An Aho–Corasick automaton over bytes that finds all literals of all signatures in one pass, in any ASCII case. It is the filter that
/// lets a log of any size be matched whole: only lines that it hits are ever decoded.
/// </summary>
public sealed class LiteralAutomaton
{
    private const uint HitFlag = 1u << 31;

    /// <summary>Bytes that no literal holds share class 0, which keeps the table small enough for the caches.</summary>
    private readonly byte[] _classes;
    private readonly int _stride;

    /// <summary>Next state (pre-multiplied by the stride) by state and class; the top bit says that a literal ends there.</summary>
    private readonly uint[] _table;

    /// <summary>Ids of the literals that end in a state, by state number; null for most.</summary>
    private readonly int[]?[] _outputs;

    private LiteralAutomaton(byte[] classes, int stride, uint[] table, int[]?[] outputs)
    {
        _classes = classes;
        _stride = stride;
        _table = table;
        _outputs = outputs;
    }

    /// <summary>Builds the automaton; a literal's id is its index.</summary>
    public static LiteralAutomaton Build(IReadOnlyList<string> literals)
    {
        var patterns = literals.Select(l => Fold(Encoding.UTF8.GetBytes(l))).ToArray();
        var classes = ClassesOf(patterns, out var stride);
        var states = 1 + patterns.Sum(p => p.Length);
        var table = new uint[states * stride];
        var outputs = new List<int>?[states];
        var count = Insert(patterns, classes, stride, table, outputs);
        CompleteTransitions(table, outputs, stride, count);
        return new LiteralAutomaton(classes, stride, table, [.. outputs.Take(count).Select(o => o?.ToArray())]);
    }

    /// <summary>Adds the offset just behind each place where at least one literal ends.</summary>
    public void FindEnds(ReadOnlySpan<byte> bytes, ICollection<int> ends)
    {
        var table = _table;
        var classes = _classes;
        uint state = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            state = table[(state & ~HitFlag) + classes[bytes[i]]];
            if ((state & HitFlag) != 0)
            {
                ends.Add(i + 1);
            }
        }
    }

    /// <summary>Adds the ids of all literals in <paramref name="bytes"/>, each once.</summary>
    public void FindLiterals(ReadOnlySpan<byte> bytes, ISet<int> literals)
    {
        uint state = 0;
        foreach (var b in bytes)
        {
            state = _table[(state & ~HitFlag) + _classes[b]];
            if ((state & HitFlag) != 0)
            {
                literals.UnionWith(_outputs[(int)((state & ~HitFlag) / (uint)_stride)]!);
            }
        }
    }

    private static byte[] Fold(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Fold(bytes[i]);
        }

        return bytes;
    }

    private static byte Fold(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    private static byte[] ClassesOf(byte[][] patterns, out int stride)
    {
        var classes = new byte[256];
        var count = 1;
        foreach (var b in patterns.SelectMany(p => p).Distinct().Order())
        {
            classes[b] = (byte)count++;
        }

        for (var b = 'A'; b <= 'Z'; b++)
        {
            classes[b] = classes[Fold((byte)b)];
        }

        stride = count;
        return classes;
    }

    private static int Insert(byte[][] patterns, byte[] classes, int stride, uint[] table, List<int>?[] outputs)
    {
        uint count = 1;
        for (var id = 0; id < patterns.Length; id++)
        {
            uint state = 0;
            foreach (var b in patterns[id])
            {
                ref var target = ref table[state + classes[b]];
                state = target == 0 ? target = count++ * (uint)stride : target;
            }

            (outputs[state / stride] ??= []).Add(id);
        }

        return (int)count;
    }

    /// <summary>
    /// Breadth first: a state takes over the whole row of its longest proper suffix, which is shallower and so complete, and puts its own
    /// children in. Matching then never steps back.
    /// </summary>
    private static void CompleteTransitions(uint[] table, List<int>?[] outputs, int stride, int count)
    {
        var suffix = new uint[count];
        var children = new uint[stride];
        var queue = new Queue<uint>(count);
        queue.Enqueue(0);
        while (queue.TryDequeue(out var state))
        {
            var row = table.AsSpan((int)state, stride);
            row.CopyTo(children);
            var fallback = suffix[state / stride];
            if (state != 0)
            {
                table.AsSpan((int)fallback, stride).CopyTo(row);
            }

            for (var c = 0; c < stride; c++)
            {
                if (children[c] is > 0 and var child)
                {
                    var behind = state == 0 ? 0 : table[fallback + c] & ~HitFlag;
                    suffix[child / stride] = behind;
                    if (outputs[behind / stride] is { } inherited)
                    {
                        (outputs[child / stride] ??= []).AddRange(inherited);
                    }

                    row[c] = child | (outputs[child / stride] is null ? 0 : HitFlag);
                    queue.Enqueue(child);
                }
            }
        }
    }
}
