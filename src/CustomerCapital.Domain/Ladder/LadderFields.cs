using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Domain.Ladder;

/// <summary>Where each customer stands.</summary>
public static class LadderFields
{
    /// <summary>Place on the ladder; rungs are ordered, the lowest first.</summary>
    public static readonly Field<Rung> Rung = new("rung", state => state.Standing.Rung) { Place = 1 };

    /// <summary>Whether inactivity has made the customer lapsed.</summary>
    public static readonly Field<bool> Lapsed = new("lapsed", state => state.Standing.Lapsed) { Place = 2 };
}
