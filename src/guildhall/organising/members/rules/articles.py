"""How the rules of membership cite what they apply. Charter: numbering of 2018."""

from __future__ import annotations

from typing import Final

_MEASURES: Final = "工会会员会籍管理办法"
ELIGIBLE: Final = f"工会法第三条；{_MEASURES}第四条"
APPROVAL: Final = f"中国工会章程第二条；{_MEASURES}第五条"
FOLLOWS: Final = f"{_MEASURES}第三条：会籍随劳动（工作）关系流动，一次入会、动态接转"
NO_UNION: Final = f"{_MEASURES}第六条"
FLEXIBLE: Final = f"{_MEASURES}第七条"
MIGRANTS: Final = f"{_MEASURES}第八条"
DISPATCHED: Final = f"{_MEASURES}第九条"
TRANSFER: Final = f"{_MEASURES}第十二条"
NEW_UNIT_WITHOUT: Final = f"{_MEASURES}第十三条"
SECONDED: Final = f"{_MEASURES}第十四条"
COUNTED: Final = f"{_MEASURES}第十六条"
RETIRED: Final = f"{_MEASURES}第十七条"
INTERNAL: Final = f"{_MEASURES}第十八条"
UNEMPLOYED: Final = f"{_MEASURES}第十九条"
MILITARY: Final = f"{_MEASURES}第二十条"
RETAINED: Final = f"{_MEASURES}第二十一条；中国工会章程第八条"
LEAVING: Final = f"{_MEASURES}第二十二条；中国工会章程第六条"
EXPULSION: Final = f"{_MEASURES}第二十三条；中国工会章程第七条"
WORKING_AGE: Final = "劳动法第十五条"
