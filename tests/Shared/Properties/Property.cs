using CsCheck;

namespace Unloop.Tests;

/// <summary>
/// What must hold for all that a generator makes: the same cases every time, so that no check fails by chance. With any of CsCheck's own environment
/// variables (<c>CsCheck_Time</c>, <c>CsCheck_Iter</c>, <c>CsCheck_Seed</c>) the cases are random, as many as it says.
/// </summary>
internal static class Property
{
    private static readonly bool Explores = Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(k => k.StartsWith("CsCheck_", StringComparison.Ordinal));

    public static void ForAll<T>(this Gen<T> gen, Action<T> assert, int cases = 1_000)
    {
        if (Explores)
        {
            gen.Sample(assert);
            return;
        }

        foreach (var (seed, value) in Cases(gen, cases))
        {
            try
            {
                assert(value);
            }
            catch (Exception)
            {
                // Throws with the smallest case that it finds.
                gen.Sample(assert, seed: seed, iter: cases);
                throw;
            }
        }
    }

    public static void ForAll<T>(this Gen<T> gen, Func<T, bool> holds, int cases = 1_000) => gen.ForAll(value => Assert.True(holds(value)), cases);

    public static void ForAll<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> assert, int cases = 1_000) => gen.ForAll(x => assert(x.Item1, x.Item2), cases);

    public static void ForAll<T1, T2>(this Gen<(T1, T2)> gen, Func<T1, T2, bool> holds, int cases = 1_000) => gen.ForAll(x => holds(x.Item1, x.Item2), cases);

    public static void ForAll<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> assert, int cases = 1_000) =>
        gen.ForAll(x => assert(x.Item1, x.Item2, x.Item3), cases);

    public static async Task ForAllAsync<T>(this Gen<T> gen, Func<T, Task> assert, int cases = 1_000)
    {
        if (Explores)
        {
            await gen.SampleAsync(assert);
            return;
        }

        foreach (var (seed, value) in Cases(gen, cases))
        {
            try
            {
                await assert(value);
            }
            catch (Exception)
            {
                await gen.SampleAsync(assert, seed: seed, iter: cases);
                throw;
            }
        }
    }

    private static IEnumerable<(string Seed, T Value)> Cases<T>(Gen<T> gen, int count)
    {
        var random = new PCG(stream: 1, seed: 1);
        for (var i = 0; i < count; i++)
        {
            var seed = random.ToString();
            yield return (seed, gen.Generate(random, null, out _));
        }
    }
}
