"""English rules: news style, with the ranks and date-lines of Vietnam's English papers."""

from __future__ import annotations

from songngu.corpora.split.rules import Rules, words

_TITLES = words(
    "Mr Mrs Ms Mx Messrs Mmes Dr Drs Prof Assoc Asst Rev Fr Hon Pres Gov Lt Gen Col Maj Capt Cpt",
    "Sgt Cpl Pvt Adm Cmdr Cdr Brig Sen Rep Reps Sens Amb Insp Supt Det Msgr Mme Mlle Ald Esq",
    "Sir Mt Ft TP Tp GS PGS TS ThS BS",
)

ENGLISH = Rules(
    language="en",
    titles=_TITLES | {title.upper() for title in _TITLES if len(title) > 1},
    numbered=words(
        "No no Nos nos NO Art art Arts Fig fig Figs figs Vol vol Vols p pp P Pp Sec sec Secs Ch ch",
        "para paras Para cl Eq eq Ex ex Tel tel Ext ext Rm Apt Op op Reg r l ll n c ca",
        "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
    ),
    seldom_final=words(
        "Inc Ltd Corp Co Cos Bros LLC Plc plc PLC Jr Sr St Ave Blvd Rd Hwy Sq Dept Univ Assn Intl",
        "U.S US U.K U.N E.U U.S.A U.A.E U.S.S.R D.C L.A N.Y P.R Ph.D M.D M.A",
        "B.A B.Sc M.Sc J.D LL.B",
        "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat",
        "Calif Mass Fla Tex Pa Va Wash Ill Mich Minn Wis Conn Ariz Colo Tenn Ga Md B.C A.D",
        "al ed eds Ed Eds Gr approx T.U",
    ),
    often_final=words("a.m p.m A.M P.M am pm etc Etc ft lb lbs oz sq hr hrs min km cm mm"),
    never_final=words("e.g i.e E.g I.e eg ie vs Vs v cf Cf viz approx esp incl"),
    starters=words(
        "The A An This That These Those There Here He She It They We You I His",
        "Her Its Their Our My",
        "In On At By For From With Without Within As If When While Where Why How What Who Which",
        "After Before Since Until During Despite Although Though Because But",
        "And Or So Yet Nor Still",
        "However Meanwhile Moreover Furthermore Therefore Thus Then Now Today Yesterday Tomorrow",
        "Also Some Many Most More Few Several All Both Each Every Any No Not Only Even Just",
        "According To Under Over Between Among Against About Across Through Once Later Earlier",
        "One Two Three Four Five Ten Last Next First Second Such Other Others",
        "Another Nearly Almost",
        "Police Officials Analysts Experts Authorities Critics Witnesses Residents Investigators",
        "Shares Stocks Sales Prices Exports Imports Investors People Local Delegates Additionally",
        "Instead Indeed Perhaps Please Yes Let Do Does Did Is Are Was Were Will Can Could Would",
    ),
    calendar=words(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May",
        "June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept",
        "Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun EST EDT CST CDT MST",
        "MDT PST PDT GMT UTC",
        "BST ET CT MT PT ICT Hanoi Eastern Pacific Central Greenwich",
    ),
    headings=words("article chapter section part step rule lesson question annex appendix figure"),
    lettered=words(
        "vitamin hepatitis plan Plan group Group type Type grade degrees class Class category",
        "option phase exhibit terminal Terminal influenza blood zone Zone appendix War",
    ),
    speech_verbs=words(
        "said says asked asks replied cried shouted wondered added exclaimed",
        "told answered inquired",
        "yelled whispered demanded wrote tweeted recalled joked quipped insisted",
    ),
    shouted_names=words("Yahoo Jeopardy Yum"),
)
