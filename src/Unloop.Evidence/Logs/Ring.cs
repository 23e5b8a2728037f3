using System.Collections;

namespace Unloop.Evidence.Logs;

/// <summary>The last so many items, oldest first.</summary>
internal sealed class Ring<T>(int capacity) : IEnumerable<T>
{
    private readonly List<T> _items = [];
    private int _start;

    public void Add(T item)
    {
        if (_items.Count < capacity)
        {
            _items.Add(item);
        }
        else
        {
            _items[_start] = item;
            _start = (_start + 1) % capacity;
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < _items.Count; i++)
        {
            yield return _items[(_start + i) % _items.Count];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
