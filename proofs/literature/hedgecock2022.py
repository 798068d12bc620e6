"""The claims, line by line, of K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine",
CSDS Policy Brief, 6 April 2022.

>>> [entry.key for entry in ENTRIES][:3]
['H1', 'H2', 'H3']
"""

from __future__ import annotations

from detente.proofs.claim import Entry, Pending

ENTRIES: tuple[Entry, ...] = (
    Pending(
        "H1", "If states knew the outcome of war in advance, they would agree to that settlement at once."
    ),
    Pending("H2", "Some issues are all-or-nothing, and no settlement is possible before war."),
    Pending("H3", "Both sides may disagree over the likely outcome of war."),
    Pending("H4", "Each side has incomplete information about the other's capabilities and resolve."),
    Pending("H5", "States may lack information on their own capabilities, and be overconfident."),
    Pending("H6", "Each round of fighting reveals information; expectations converge until a settlement."),
    Pending("H7", "Capabilities and resolve change because of fighting."),
    Pending("H8", "Noisy signals of public support hinder the inference of resolve."),
    Pending("H9", "Outside support strengthens capabilities and resolve, and is a public, credible signal."),
    Pending("H10", "Sanctions degrade a side, unless a third party offsets them."),
    Pending(
        "H11", "A high value on winning makes for willingness to bear extreme cost: a very narrow range."
    ),
    Pending("H12", "Atrocities narrow the range further, and also cut outside support: it cuts both ways."),
    Pending("H13", "Wars end when both sides agree on what further fighting would yield."),
    Pending("H14", "Fighting may intensify just before a settlement, to lock in a position."),
    Pending("H15", "How long the war lasts cannot be known."),
    Pending("H16", "A side may scale back its aims and fight on for longer."),
    Pending("H17", "Today's signatories cannot bind future governments, so settlements do not hold."),
    Pending(
        "H18", "The only government it will trust is one that it controls, hence regime change is the aim."
    ),
    Pending("H19", "Democracies are more sensitive to public opinion, but dictators cannot ignore it."),
)
