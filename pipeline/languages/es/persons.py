"""Spanish nouns for people of either sex: "el médico, la médica".

Only those that are here are shown in both forms. A noun for a woman that means something else as
well ("la técnica", "la cartera") is in `ALSO_THINGS`. Put together for this program.
"""

import re

# In -o for a man, in -a for a woman.
_IN_O = frozenset(
    "abogado abuelo alumno ahijado amigo arqueólogo arquitecto artesano asesino astrónomo "
    "bibliotecario bisabuelo bombero brujo camarero candidato carnicero cartero "
    "catedrático chico ciego científico ciudadano cirujano clérigo cocinero compañero consejero "
    "criado crítico cuñado curandero diputado divorciado empleado enfermero enemigo "
    "esclavo esposo experto extranjero farmacéutico físico fotógrafo funcionario "
    "ganadero geógrafo gitano granjero guerrero heredero hermano herrero hijo huérfano ingeniero "
    "invitado jardinero jubilado lechero loco maestro marinero matemático mecánico médico "
    "mendigo mensajero millonario minero ministro modisto mozo muchacho músico nieto niño "
    "notario novio obrero panadero pasajero peluquero perito pescadero pirómano político portero "
    "preso primo prisionero propietario químico refugiado santo sobrino socio soltero "
    "sombrerero suegro técnico tesorero tío torero usuario vaquero vecino veterinario "
    "viajero viudo voluntario zapatero".split()
)
_OLOGO = re.compile(r"(?:ó|í)logo$|ógrafo$|ónomo$")
_NO_PERSONS = frozenset(
    "análogo catálogo diálogo prólogo epílogo decálogo monólogo bolígrafo párrafo cronógrafo "
    "telégrafo autógrafo metrónomo autónomo polígrafo psiquiatra pediatra homólogo".split()
)
# In -or, with -a for a woman; others in -or are things.
_IN_OR = frozenset(
    "acusador administrador agricultor asesor autor aviador boxeador cazador cantor "
    "comprador compositor conductor conquistador consumidor corredor creador defensor "
    "director diseñador doctor editor educador embajador entrenador escritor escultor espectador "
    "explorador fundador ganador gobernador historiador inspector instructor inventor "
    "investigador jugador lector legislador locutor luchador nadador narrador "
    "observador opositor orador organizador pastor patinador pecador pescador pintor "
    "planificador poseedor presentador productor profesor programador promotor redactor "
    "repartidor restaurador rector seguidor senador señor tejedor traductor trabajador "
    "traidor tutor vencedor vendedor".split()
)
_IRREGULAR = {
    "actor": "actriz", "alcalde": "alcaldesa", "bailarín": "bailarina", "campeón": "campeona",
    "capitán": "capitana", "conde": "condesa", "dependiente": "dependienta", "duque": "duquesa",
    "emperador": "emperatriz", "héroe": "heroína", "jefe": "jefa",
    "ladrón": "ladrona", "marqués": "marquesa", "peatón": "peatona", "presidente": "presidenta",
    "príncipe": "princesa", "rey": "reina", "sastre": "sastra",
}  # fmt: skip
# Feminines that mean a thing, a trade or a science as well.
ALSO_THINGS = frozenset(
    "bibliotecaria cartera crítica física granjera herrera heroína jardinera lechera matemática "
    "mecánica minera música obrera panadera política portera promotora química santa técnica "
    "torera traductora vaquera veterinaria zapatera productora editora prima "
    "tesorera notaria compositora guerrera ganadera campeona".split()
)


def woman(noun: str) -> str:
    """Return what a woman is called that is or does what a masculine noun says; or nothing."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun in _IN_O or (_OLOGO.search(noun) and noun.endswith("o") and noun not in _NO_PERSONS):
        return f"{noun[:-1]}a"
    return f"{noun}a" if noun in _IN_OR else ""


def man(noun: str) -> str:
    """Return the masculine of a noun that says a woman, and nothing else; or nothing."""
    if noun in ALSO_THINGS:
        return ""
    irregular = {feminine: masculine for masculine, feminine in _IRREGULAR.items()}
    candidates = (irregular.get(noun, ""), f"{noun[:-1]}o", noun[:-1])
    return next((one for one in candidates if one and woman(one) == noun), "")
