def wide():
    v0 = 7; v1 = 1007; v2 = 2007; v3 = 3007; v4 = 4007; v5 = 5007; v6 = 6007; v7 = 7007; v8 = 8007; v9 = 9007
    v10 = 10007; v11 = 11007; v12 = 12007; v13 = 13007; v14 = 14007; v15 = 15007; v16 = 16007; v17 = 17007; v18 = 18007; v19 = 19007
    v20 = 20007; v21 = 21007; v22 = 22007; v23 = 23007; v24 = 24007; v25 = 25007; v26 = 26007; v27 = 27007; v28 = 28007; v29 = 29007
    v30 = 30007; v31 = 31007; v32 = 32007; v33 = 33007; v34 = 34007; v35 = 35007; v36 = 36007; v37 = 37007; v38 = 38007; v39 = 39007
    v40 = 40007; v41 = 41007; v42 = 42007; v43 = 43007; v44 = 44007; v45 = 45007; v46 = 46007; v47 = 47007; v48 = 48007; v49 = 49007
    v50 = 50007; v51 = 51007; v52 = 52007; v53 = 53007; v54 = 54007; v55 = 55007; v56 = 56007; v57 = 57007; v58 = 58007; v59 = 59007
    v60 = 60007; v61 = 61007; v62 = 62007; v63 = 63007; v64 = 64007; v65 = 65007; v66 = 66007; v67 = 67007; v68 = 68007; v69 = 69007
    v70 = 70007; v71 = 71007; v72 = 72007; v73 = 73007; v74 = 74007; v75 = 75007; v76 = 76007; v77 = 77007; v78 = 78007; v79 = 79007
    v80 = 80007; v81 = 81007; v82 = 82007; v83 = 83007; v84 = 84007; v85 = 85007; v86 = 86007; v87 = 87007; v88 = 88007; v89 = 89007
    v90 = 90007; v91 = 91007; v92 = 92007; v93 = 93007; v94 = 94007; v95 = 95007; v96 = 96007; v97 = 97007; v98 = 98007; v99 = 99007
    v100 = 100007; v101 = 101007; v102 = 102007; v103 = 103007; v104 = 104007; v105 = 105007; v106 = 106007; v107 = 107007; v108 = 108007; v109 = 109007
    v110 = 110007; v111 = 111007; v112 = 112007; v113 = 113007; v114 = 114007; v115 = 115007; v116 = 116007; v117 = 117007; v118 = 118007; v119 = 119007
    v120 = 120007; v121 = 121007; v122 = 122007; v123 = 123007; v124 = 124007; v125 = 125007; v126 = 126007; v127 = 127007; v128 = 128007; v129 = 129007
    v130 = 130007; v131 = 131007; v132 = 132007; v133 = 133007; v134 = 134007; v135 = 135007; v136 = 136007; v137 = 137007; v138 = 138007; v139 = 139007
    v140 = 140007; v141 = 141007; v142 = 142007; v143 = 143007; v144 = 144007; v145 = 145007; v146 = 146007; v147 = 147007; v148 = 148007; v149 = 149007
    v150 = 150007; v151 = 151007; v152 = 152007; v153 = 153007; v154 = 154007; v155 = 155007; v156 = 156007; v157 = 157007; v158 = 158007; v159 = 159007
    v160 = 160007; v161 = 161007; v162 = 162007; v163 = 163007; v164 = 164007; v165 = 165007; v166 = 166007; v167 = 167007; v168 = 168007; v169 = 169007
    v170 = 170007; v171 = 171007; v172 = 172007; v173 = 173007; v174 = 174007; v175 = 175007; v176 = 176007; v177 = 177007; v178 = 178007; v179 = 179007
    v180 = 180007; v181 = 181007; v182 = 182007; v183 = 183007; v184 = 184007; v185 = 185007; v186 = 186007; v187 = 187007; v188 = 188007; v189 = 189007
    v190 = 190007; v191 = 191007; v192 = 192007; v193 = 193007; v194 = 194007; v195 = 195007; v196 = 196007; v197 = 197007; v198 = 198007; v199 = 199007
    v200 = 200007; v201 = 201007; v202 = 202007; v203 = 203007; v204 = 204007; v205 = 205007; v206 = 206007; v207 = 207007; v208 = 208007; v209 = 209007
    v210 = 210007; v211 = 211007; v212 = 212007; v213 = 213007; v214 = 214007; v215 = 215007; v216 = 216007; v217 = 217007; v218 = 218007; v219 = 219007
    v220 = 220007; v221 = 221007; v222 = 222007; v223 = 223007; v224 = 224007; v225 = 225007; v226 = 226007; v227 = 227007; v228 = 228007; v229 = 229007
    v230 = 230007; v231 = 231007; v232 = 232007; v233 = 233007; v234 = 234007; v235 = 235007; v236 = 236007; v237 = 237007; v238 = 238007; v239 = 239007
    v240 = 240007; v241 = 241007; v242 = 242007; v243 = 243007; v244 = 244007; v245 = 245007; v246 = 246007; v247 = 247007; v248 = 248007; v249 = 249007
    v250 = 250007; v251 = 251007; v252 = 252007; v253 = 253007; v254 = 254007; v255 = 255007; v256 = 256007; v257 = 257007; v258 = 258007; v259 = 259007
    v260 = 260007; v261 = 261007; v262 = 262007; v263 = 263007; v264 = 264007; v265 = 265007; v266 = 266007; v267 = 267007; v268 = 268007; v269 = 269007
    v270 = 270007; v271 = 271007; v272 = 272007; v273 = 273007; v274 = 274007; v275 = 275007; v276 = 276007; v277 = 277007; v278 = 278007; v279 = 279007
    v280 = 280007; v281 = 281007; v282 = 282007; v283 = 283007; v284 = 284007; v285 = 285007; v286 = 286007; v287 = 287007; v288 = 288007; v289 = 289007
    v290 = 290007; v291 = 291007; v292 = 292007; v293 = 293007; v294 = 294007; v295 = 295007; v296 = 296007; v297 = 297007; v298 = 298007; v299 = 299007
    def inner(): return v0, v255, v256, v299
    total = 0
    for i in range(3):
        if i == 1: continue
        total += v0; total += v1; total += v2; total += v3; total += v4; total += v5; total += v6; total += v7; total += v8; total += v9; total += v10; total += v11; total += v12; total += v13; total += v14; total += v15; total += v16; total += v17; total += v18; total += v19
        total += v20; total += v21; total += v22; total += v23; total += v24; total += v25; total += v26; total += v27; total += v28; total += v29; total += v30; total += v31; total += v32; total += v33; total += v34; total += v35; total += v36; total += v37; total += v38; total += v39
        total += v40; total += v41; total += v42; total += v43; total += v44; total += v45; total += v46; total += v47; total += v48; total += v49; total += v50; total += v51; total += v52; total += v53; total += v54; total += v55; total += v56; total += v57; total += v58; total += v59
        total += v60; total += v61; total += v62; total += v63; total += v64; total += v65; total += v66; total += v67; total += v68; total += v69; total += v70; total += v71; total += v72; total += v73; total += v74; total += v75; total += v76; total += v77; total += v78; total += v79
        total += v80; total += v81; total += v82; total += v83; total += v84; total += v85; total += v86; total += v87; total += v88; total += v89; total += v90; total += v91; total += v92; total += v93; total += v94; total += v95; total += v96; total += v97; total += v98; total += v99
        total += v100; total += v101; total += v102; total += v103; total += v104; total += v105; total += v106; total += v107; total += v108; total += v109; total += v110; total += v111; total += v112; total += v113; total += v114; total += v115; total += v116; total += v117; total += v118; total += v119
        total += v120; total += v121; total += v122; total += v123; total += v124; total += v125; total += v126; total += v127; total += v128; total += v129; total += v130; total += v131; total += v132; total += v133; total += v134; total += v135; total += v136; total += v137; total += v138; total += v139
        total += v140; total += v141; total += v142; total += v143; total += v144; total += v145; total += v146; total += v147; total += v148; total += v149; total += v150; total += v151; total += v152; total += v153; total += v154; total += v155; total += v156; total += v157; total += v158; total += v159
        total += v160; total += v161; total += v162; total += v163; total += v164; total += v165; total += v166; total += v167; total += v168; total += v169; total += v170; total += v171; total += v172; total += v173; total += v174; total += v175; total += v176; total += v177; total += v178; total += v179
        total += v180; total += v181; total += v182; total += v183; total += v184; total += v185; total += v186; total += v187; total += v188; total += v189; total += v190; total += v191; total += v192; total += v193; total += v194; total += v195; total += v196; total += v197; total += v198; total += v199
        total += v200; total += v201; total += v202; total += v203; total += v204; total += v205; total += v206; total += v207; total += v208; total += v209; total += v210; total += v211; total += v212; total += v213; total += v214; total += v215; total += v216; total += v217; total += v218; total += v219
        total += v220; total += v221; total += v222; total += v223; total += v224; total += v225; total += v226; total += v227; total += v228; total += v229; total += v230; total += v231; total += v232; total += v233; total += v234; total += v235; total += v236; total += v237; total += v238; total += v239
        total += v240; total += v241; total += v242; total += v243; total += v244; total += v245; total += v246; total += v247; total += v248; total += v249; total += v250; total += v251; total += v252; total += v253; total += v254; total += v255; total += v256; total += v257; total += v258; total += v259
        total += v260; total += v261; total += v262; total += v263; total += v264; total += v265; total += v266; total += v267; total += v268; total += v269; total += v270; total += v271; total += v272; total += v273; total += v274; total += v275; total += v276; total += v277; total += v278; total += v279
        total += v280; total += v281; total += v282; total += v283; total += v284; total += v285; total += v286; total += v287; total += v288; total += v289; total += v290; total += v291; total += v292; total += v293; total += v294; total += v295; total += v296; total += v297; total += v298; total += v299
        if total < 0: break
    else: total += 1
    v255 += 1; v299 = [v298, v297]
    try: del v280; v280
    except UnboundLocalError as e: print(type(e).__name__)
    return total, inner(), len(locals())
print(wide())
