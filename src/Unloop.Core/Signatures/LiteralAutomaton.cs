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
        var next = new int[states * stride];
        var outputs = new List<int>?[states];
        var count = Insert(patterns, classes, stride, next, outputs);
        CompleteTransitions(next, outputs, stride, count);

        var table = new uint[count * stride];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = (uint)(next[i] * stride) | (outputs[next[i]] is null ? 0 : HitFlag);
        }

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

    private static int Insert(byte[][] patterns, byte[] classes, int stride, int[] next, List<int>?[] outputs)
    {
        var count = 1;
        for (var id = 0; id < patterns.Length; id++)
        {
            var state = 0;
            foreach (var b in patterns[id])
            {
                ref var target = ref next[(state * stride) + classes[b]];
                state = target == 0 ? target = count++ : target;
            }

            (outputs[state] ??= []).Add(id);
        }

        return count;
    }

    /// <summary>Breadth first: what a state lacks it takes from its longest proper suffix, so that matching never steps back.</summary>
    private static void CompleteTransitions(int[] next, List<int>?[] outputs, int stride, int count)
    {
        var suffix = new int[count];
        var queue = new Queue<int>(count);
        for (var c = 0; c < stride; c++)
        {
            if (next[c] != 0)
            {
                queue.Enqueue(next[c]);
            }
        }

        while (queue.TryDequeue(out var state))
        {
            if (outputs[suffix[state]] is { } inherited)
            {
                (outputs[state] ??= []).AddRange(inherited);
            }

            for (var c = 0; c < stride; c++)
            {
                ref var target = ref next[(state * stride) + c];
                var fallback = next[(suffix[state] * stride) + c];
                if (target == 0)
                {
                    target = fallback;
                }
                else
                {
                    suffix[target] = fallback;
                    queue.Enqueue(target);
                }
            }
        }
    }
}
