"""Words by which files say that they must not be published, in twenty languages.

Languages, in this order: en de fr es pt it nl sv da pl cs fi hu tr ru uk el ar fa he hi id ja zh ko. All words are as
`plain` returns them.
"""

import re
import unicodedata


def plain(text: str) -> str:
    """Return the text without case and accents."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(*lines: str) -> frozenset[str]:
    return frozenset(plain(word) for line in lines for word in line.split())


YES = _words(
    "true yes on y t 1 x ✓ ✔ ☑ ✅ ja jo wahr oui vrai sí verdadero sim verdadeiro sì vero waar sann sandt tak prawda",
    "ano kyllä igen evet да так ναι نعم بله כן हाँ ya はい 真 是 对 예 네 참",
)
NO = _words(
    "false no off n nil 0 none never nope nein falsch nie niemals non faux jamais falso nunca não mai nee onwaar nej",
    "nei falskt fałsz ne ei nem hayır yok нет никогда ні όχι لا خیر לא नहीं tidak いいえ 偽 否 不 아니요 아니오 거짓",
)
EMPTY = frozenset({"", "~", "null"})
PRIVATE = _words(
    "private privat privé privée privado privada privato privata privaat prywatne prywatny prywatna soukromé soukromý",
    "yksityinen privát özel приватно приватный приватная частное личное приватне ιδιωτικό خاص خصوصی פרטי निजी pribadi",
    "プライベート 非公開 私密 私人 不公开 非公开 비공개",
    "draft entwurf brouillon borrador rascunho bozza utkast kladde szkic luonnos",
    "piszkozat taslak черновик чернетка πρόχειρο مسودة پیش‌نویس טיוטה मसौदा 下書き 草稿 초안 confidential vertraulich",
    "confidentiel confidencial confidenziale riservato vertrouwelijk konfidentiell fortroligt poufne důvěrné bizalmas",
    "luottamuksellinen gizli конфиденциально конфіденційно εμπιστευτικό سري محرمانه סודי गोपनीय rahasia",
    "機密 極秘 社外秘 机密 保密 기밀 unpublished unveröffentlicht unlisted donotpublish dontpublish nopublish",
)
HIDDEN = _words(
    "hidden hide secret geheim secreto segreto segredo internal intern interne interno personal exclude withhold",
    "embargo koncept wip sensitive restricted noindex excluded ignored секретно",
) | {"only me", "me only", "nur ich", "moi seul", "solo yo", "solo io"}
"""Weaker words: they count only with a value that says yes, or as the value of a key such as ``visibility``."""
PUBLISH = _words(
    "publish published public publishable visible share shared veröffentlichen veröffentlicht öffentlich",
    "publier publié público publicar publicado pubblicare pubblicato pubblico publiceren publicera publicerad",
    "opublikuj publikować publikuj zveřejnit julkaise yayınla опубликовать публиковать публично опублікувати نشر פרסם",
    "प्रकाशित 公開 公开 发布 공개",
)
PHRASES = frozenset(
    plain(phrase)
    for line in (
        "do not publish,don't publish,not for publication,never publish,no publish,not public,do not share",
        "nicht veröffentlichen,bitte nicht veröffentlichen,nicht öffentlich,ne pas publier,non publié,no publicar",
        "não publicar,non pubblicare,niet publiceren,publicera inte,må ikke offentliggøres,nie publikować,nie publikuj",
        "nezveřejňovat,yayınlamayın,не публиковать,не для публикации,не публікувати",
        "公開しない,公開しないで,公開禁止,公開しないでください,不要公开",
        "请勿公开,请勿发布,不要发布,공개하지 마세요,공개 금지",
        "private conversation,private chat,private file,private notes,keep private",
        "strictly private,strictly confidential,streng vertraulich,for my eyes only,top secret,draft only",
        "work in progress",
    )
    for phrase in line.split(",")
)
CHOICE_KEYS = _words(
    "visibility access privacy audience sharing scope state status stage type sichtbarkeit zugriff visibilité accès",
    "statut visibilidad acceso estado visibilidade acesso visibilità accesso stato zichtbaarheid",
    "видимость доступ статус",
    "可視性 公開範囲 公開設定 状態 可见性 状态 공개범위 상태",
)
TAG_KEYS = _words(
    "tag tags filetags keyword keywords label labels flag flags category categories topics schlagworte stichworte",
    "étiquettes etiquetas теги タグ 标签 태그",
)
TITLE_KEYS = _words("title titel titre título titolo タイトル 标题 제목 заголовок")
NEGATION = re.compile(
    r"(?:do|must|should)?(?:not|nt|no|non|un|nicht|kein|keine|ne|nepas|pas|nao|niet|inte|ikke|nie|не)"
)
"""Start of a key that means the opposite, such as ``do_not_publish``."""
